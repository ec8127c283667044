import json
import resource
import sys
import time
from http.client import HTTPConnection, HTTPSConnection
from ssl import create_default_context
from urllib.parse import urlsplit

task = json.loads(sys.argv[1])


def usage():
    return resource.getrusage(resource.RUSAGE_SELF)


def upload_chunks(send):
    size, chunk_size = task["size"], task["chunkSize"]
    count = max(1, size // chunk_size)
    before, started_at = usage(), time.perf_counter()
    with open(task["file"], "rb") as file:
        for index in range(count):
            start = index * chunk_size
            end = size if index == count - 1 else start + chunk_size
            headers = {
                "Content-Type": "video/mp4",
                "Content-Length": str(end - start),
                "Content-Range": f"bytes {start}-{end - 1}/{size}",
            }
            status = send(file, start, end, headers)
            if status != 201:
                raise SystemExit(f"a chunk was answered with {status}")
    wall, after = time.perf_counter() - started_at, usage()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # Linux counts in KiB, macOS in bytes.
    rss = after.ru_maxrss / 1024 / (1024 if sys.platform == "darwin" else 1)
    print(json.dumps({"wall": wall, "cpu": cpu, "rss": rss}))


url = urlsplit(task["url"])
if url.scheme == "https":
    connection = HTTPSConnection(url.netloc, context=create_default_context(cafile=task["certificate"]))
else:
    connection = HTTPConnection(url.netloc)


def send(file, start, end, headers):
    connection.request("PUT", url.path, body=pieces(file, start, end), headers=headers)
    response = connection.getresponse()
    response.read()
    return response.status


def pieces(file, start, end):
    file.seek(start)
    while start < end:
        piece = file.read(min(1024 * 1024, end - start))
        start += len(piece)
        yield piece


upload_chunks(send)
