"""Publishes a video: python publish.py clip.mp4"""
import os
import sys
import time

import requests

TIKTOK = os.environ.get("TIKTOK", "http://127.0.0.1:8787")

# The mock issues a token. With TikTok, a login returns a code that is exchanged for one.
token = requests.post(f"{TIKTOK}/_mock/tokens", json={"contract": "live"}).json()["accessToken"]


def call(path, body):
    answer = requests.post(f"{TIKTOK}/v2/post/publish/{path}", json=body, headers={"Authorization": f"Bearer {token}"})
    content = answer.json()
    if content["error"]["code"] != "ok":
        sys.exit(f"{path}: {content['error']['code']}: {answer.headers.get('x-mock-hint', content['error']['message'])}")
    return content["data"]


with open(sys.argv[1], "rb") as file:
    video = file.read()

size = len(video)
begun = call("video/init/", {
    "post_info": {"title": "Hello from Python", "privacy_level": "SELF_ONLY"},
    "source_info": {"source": "FILE_UPLOAD", "video_size": size, "chunk_size": size, "total_chunk_count": 1},
})
requests.put(begun["upload_url"], data=video, headers={
    "Content-Type": "video/mp4",
    "Content-Range": f"bytes 0-{size - 1}/{size}",
}).raise_for_status()

status = None
while status not in ("PUBLISH_COMPLETE", "FAILED"):
    if status is not None:
        time.sleep(2)
    status = call("status/fetch/", {"publish_id": begun["publish_id"]})["status"]
    print(status)
sys.exit(status == "FAILED")
