from http.client import HTTPConnection, HTTPSConnection
from ssl import create_default_context
from urllib.parse import urlsplit

from task import task, upload_chunks

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
