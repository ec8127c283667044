"""What a Python client is to upload, and how it reports what that has cost."""

import json
import resource
import sys
import time

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
