/** The request: the status of a post, with a creator's token. */
export const statusCall = {
  path: "/v2/post/publish/status/fetch/",
  headers: { "content-type": "application/json; charset=UTF-8", authorization: `Bearer act.${"0".repeat(64)}` },
  payload: { publish_id: "v_pub_file~v2-1.7301458842906374145" }
}
