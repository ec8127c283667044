#!/usr/bin/env bash
# Publishes a video: ./publish.sh clip.mp4
set -euo pipefail
TIKTOK=${TIKTOK:-http://127.0.0.1:8787}
file=$1
size=$(($(wc -c < "$file")))

send() { curl --silent --show-error --fail-with-body "$@"; }

# Prints the value of a field of the JSON on stdin.
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

# The mock issues a token. With TikTok, a login returns a code that is exchanged for one.
token=$(send "$TIKTOK/_mock/tokens" --json '{ "contract": "live" }' | field accessToken)

call() { send "$TIKTOK/v2/post/publish/$1" --header "Authorization: Bearer $token" --json "$2"; }

begun=$(call video/init/ '{
  "post_info": { "title": "Hello from curl", "privacy_level": "SELF_ONLY" },
  "source_info": { "source": "FILE_UPLOAD", "video_size": '$size', "chunk_size": '$size', "total_chunk_count": 1 }
}')
send --request PUT "$(field upload_url <<< "$begun")" --data-binary "@$file" \
  --header "Content-Type: video/mp4" --header "Content-Range: bytes 0-$((size - 1))/$size"

id=$(field publish_id <<< "$begun")
while true; do
  status=$(call status/fetch/ '{ "publish_id": "'"$id"'" }' | field status)
  echo "$status"
  case $status in
    PUBLISH_COMPLETE) exit 0 ;;
    FAILED) exit 1 ;;
  esac
  sleep 2
done
