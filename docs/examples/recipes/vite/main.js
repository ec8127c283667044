const form = document.querySelector("form")
const status = document.querySelector("[role=status]")

form.addEventListener("submit", async (event) => {
  event.preventDefault()
  const { title, video } = Object.fromEntries(new FormData(form))
  try {
    const { publish_id, upload_url } = await ask("/api/publish", { title, size: video.size })
    status.textContent = "Uploading ..."
    const answer = await fetch(upload_url, {
      method: "PUT",
      headers: { "Content-Type": "video/mp4", "Content-Range": `bytes 0-${video.size - 1}/${video.size}` },
      body: video
    })
    if (!answer.ok) throw new Error(`The upload was refused with status ${answer.status}`)
    do {
      await new Promise((resolve) => setTimeout(resolve, 500))
      status.textContent = (await ask("/api/status", { publish_id })).status
    } while (!["PUBLISH_COMPLETE", "FAILED"].includes(status.textContent))
  } catch (error) {
    status.textContent = error.message
  }
})

const ask = async (path, body) => {
  const answer = await fetch(path, { method: "POST", body: JSON.stringify(body) })
  const { data, error } = await answer.json()
  if (error.code !== "ok") throw new Error(error.code)
  return data
}
