"""Downloads a list of URLs with a pool of threads and one request a file, as many courses teach it.

Arguments: number of threads, certificate, directory, list.
"""

import sys
from concurrent import futures
from pathlib import Path

import httpx

threads, certificate, directory, urls = sys.argv[1:]


def download(url):
    # For http the certificate is left out, since httpx would read it again for each file.
    verify = certificate if url.startswith("https:") else False
    response = httpx.get(url, timeout=6.1, follow_redirects=True, verify=verify)
    response.raise_for_status()
    (Path(directory) / Path(response.url.path).name).write_bytes(response.content)


work = Path(urls).read_text().split()
if threads == "1":
    for url in work:
        download(url)
else:
    with futures.ThreadPoolExecutor(max_workers=int(threads)) as pool:
        list(pool.map(download, work))
