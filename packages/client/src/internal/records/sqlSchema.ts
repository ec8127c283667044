/** @internal */
export interface Place {
  readonly dialect: "pg" | "sqlite"
  /** Starts each name. May include a schema and a dot. */
  readonly prefix: string
}

/** @internal */
export type Name = "migrations" | "records" | "slots" | "pauses" | "take"

/** @internal */
export const quoted = (prefix: string, name: string): string => `"${(prefix + name).replace(".", "\".\"")}"`

/** Each statement sees committed data, and no reader has to become a writer. @internal */
export const begin = {
  pg: "BEGIN ISOLATION LEVEL READ COMMITTED",
  sqlite: "BEGIN IMMEDIATE"
}

/**
 * The tables, version 1. Names are any text of any length, so the keys are their
 * digests. A label is for people who read a table. Times are epoch milliseconds.
 *
 * @internal
 */
export const statements = ({ dialect, prefix }: Place): ReadonlyArray<string> => {
  const table = (name: Name) => quoted(prefix, name)
  // PostgreSQL puts an index into the schema of its table, and allows no other.
  const index = (name: string) => quoted(prefix.slice(prefix.indexOf(".") + 1), name)
  const bytes = dialect === "pg" ? "bytea" : "BLOB"
  return [
    `CREATE TABLE ${table("records")} (
      id text NOT NULL PRIMARY KEY,
      label text NOT NULL,
      name ${bytes} NOT NULL,
      version text NOT NULL,
      body ${bytes} NOT NULL,
      is_open smallint NOT NULL,
      changed_at bigint NOT NULL
    )`,
    `CREATE INDEX ${index("records_open")} ON ${table("records")} (changed_at) WHERE is_open = 1`,
    `CREATE INDEX ${index("records_closed")} ON ${table("records")} (changed_at) WHERE is_open = 0`,
    `CREATE TABLE ${table("slots")} (
      slot text NOT NULL,
      limit_id text NOT NULL,
      label text NOT NULL,
      taken_at bigint NOT NULL,
      ends_at bigint NOT NULL,
      PRIMARY KEY (slot, limit_id)
    )`,
    `CREATE INDEX ${index("slots_taken")} ON ${table("slots")} (limit_id, taken_at)`,
    `CREATE INDEX ${index("slots_ends")} ON ${table("slots")} (ends_at)`,
    `CREATE TABLE ${table("pauses")} (
      limit_id text NOT NULL PRIMARY KEY,
      label text NOT NULL,
      begins_at bigint NOT NULL,
      ends_at bigint NOT NULL
    )`,
    `CREATE INDEX ${index("pauses_ends")} ON ${table("pauses")} (ends_at)`,
    ...dialect === "pg" ? [takeFunction(table("take"), table("slots"), table("pauses"))] : []
  ]
}

// One round trip for all limits of a call. Locks are taken in one order, so there is no deadlock, and the clock is read
// under the locks. A slot or pause in the future was written before the clock was set back. It is counted from now, so it
// blocks no longer than intended.
const takeFunction = (take: string, slots: string, pauses: string): string => `
CREATE FUNCTION ${take}(p_limits text, p_slot text, p_now double precision, OUT blocked integer, OUT millis double precision)
LANGUAGE plpgsql
SET lock_timeout = '4s'
AS $$
DECLARE
  v_ids text[];
  v_now bigint;
  v_free bigint;
  v_full bigint;
  v_id text;
  v_limit record;
BEGIN
  SELECT array_agg(DISTINCT l->>'id' ORDER BY l->>'id') INTO v_ids FROM json_array_elements(p_limits::json) AS l;
  FOREACH v_id IN ARRAY v_ids LOOP
    PERFORM pg_advisory_xact_lock(('x' || left(v_id, 16))::bit(64)::bigint);
  END LOOP;
  v_now := coalesce(p_now, floor(extract(epoch FROM clock_timestamp()) * 1000));

  UPDATE ${slots} SET taken_at = v_now, ends_at = ends_at - taken_at + v_now
    WHERE limit_id = ANY (v_ids) AND taken_at > v_now;
  UPDATE ${pauses} SET begins_at = v_now, ends_at = ends_at - begins_at + v_now
    WHERE limit_id = ANY (v_ids) AND begins_at > v_now;

  blocked := 0;
  millis := 0;
  FOR v_limit IN
    SELECT l->>'id' AS id, (l->>'limit')::bigint AS size, (l->>'window')::bigint AS width, n::integer AS position
    FROM json_array_elements(p_limits::json) WITH ORDINALITY AS e(l, n) ORDER BY n
  LOOP
    SELECT ends_at INTO v_free FROM ${pauses} WHERE limit_id = v_limit.id;
    IF v_limit.size > 0 THEN
      SELECT taken_at + v_limit.width INTO v_full FROM ${slots}
        WHERE limit_id = v_limit.id ORDER BY taken_at DESC OFFSET v_limit.size - 1 LIMIT 1;
      v_free := greatest(v_free, v_full);
    END IF;
    IF v_free - v_now > millis THEN
      millis := v_free - v_now;
      blocked := v_limit.position;
    END IF;
  END LOOP;
  IF blocked > 0 OR p_slot = '' THEN
    RETURN;
  END IF;

  INSERT INTO ${slots} (slot, limit_id, label, taken_at, ends_at)
    SELECT p_slot, l->>'id', l->>'label', v_now, v_now + (l->>'window')::bigint
    FROM json_array_elements(p_limits::json) AS l WHERE (l->>'limit')::bigint > 0
    ON CONFLICT DO NOTHING;
  DELETE FROM ${slots} WHERE (slot, limit_id) IN (
    SELECT slot, limit_id FROM ${slots} WHERE ends_at <= v_now LIMIT 100 FOR UPDATE SKIP LOCKED);
  DELETE FROM ${pauses} WHERE limit_id IN (
    SELECT limit_id FROM ${pauses} WHERE ends_at <= v_now LIMIT 100 FOR UPDATE SKIP LOCKED);
END
$$`
