/**
 * The statements of each version of the tables. A new version only adds, so that older programs go on working during a
 * rolling upgrade. Times are milliseconds since 1970.
 *
 * @internal
 */
export const versions: ReadonlyArray<(dialect: "pg" | "sqlite") => ReadonlyArray<string>> = [
  (dialect) => [
    `CREATE TABLE tiktok_posts (
      id text NOT NULL PRIMARY KEY,
      key text NOT NULL UNIQUE,
      creator text NOT NULL,
      state text NOT NULL,
      revision integer NOT NULL,
      due_at bigint NOT NULL,
      start_at bigint NOT NULL,
      wake_at bigint,
      started_at bigint,
      ended_at bigint,
      created_at bigint NOT NULL,
      changed_at bigint NOT NULL,
      attempts integer NOT NULL,
      publish_id text,
      post text NOT NULL,
      detail text NOT NULL
    )`,
    // A wake-up, and the next post of a creator.
    `CREATE INDEX tiktok_posts_wake ON tiktok_posts (wake_at) WHERE wake_at IS NOT NULL`,
    `CREATE INDEX tiktok_posts_next ON tiktok_posts (creator, start_at, id) WHERE wake_at IS NOT NULL`,
    // Pages of a list.
    `CREATE INDEX tiktok_posts_start ON tiktok_posts (start_at, id)`,
    `CREATE INDEX tiktok_posts_creator ON tiktok_posts (creator, start_at, id)`,
    `CREATE INDEX tiktok_posts_state ON tiktok_posts (state, start_at, id)`,
    // TikTok's limits, webhooks, retention.
    `CREATE INDEX tiktok_posts_started ON tiktok_posts (creator, started_at) WHERE started_at IS NOT NULL`,
    `CREATE INDEX tiktok_posts_publish ON tiktok_posts (publish_id) WHERE publish_id IS NOT NULL`,
    `CREATE INDEX tiktok_posts_ended ON tiktok_posts (ended_at) WHERE ended_at IS NOT NULL`,
    `CREATE TABLE tiktok_events (
      id ${dialect === "pg" ? "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY" : "integer PRIMARY KEY AUTOINCREMENT"},
      post_id text NOT NULL REFERENCES tiktok_posts (id) ON DELETE CASCADE,
      at bigint NOT NULL,
      body text NOT NULL
    )`,
    `CREATE INDEX tiktok_events_post ON tiktok_events (post_id, id)`
  ],
  () => [
    // While TikTok refuses every creator of the app.
    `CREATE TABLE tiktok_scheduler_pauses (
      name text NOT NULL PRIMARY KEY,
      until_at bigint NOT NULL,
      because text NOT NULL
    )`
  ]
]
