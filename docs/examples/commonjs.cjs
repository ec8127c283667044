// #region require
const { create, TikTokError } = require("effect-tiktok/promise")
// #endregion require

module.exports = { create, TikTokError }
