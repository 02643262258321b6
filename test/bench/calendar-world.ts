/**
 * The workspace of the calendar benchmark: matters of six years made by the server itself, straight into the tables. A
 * member has a hundred a month, and there are as many members as that takes: whatever the size of the world, somebody's
 * week is as full. Three of five matters are not private; the restricted member sees 2 % of all.
 * @module
 */
import { createCrm, type Store } from 'crmkit'
import type pg from 'pg'
import { chance, colleague, fillTables, grant, numbered, open, ownership, plainId, recordId } from './access-world.ts'

/** The first day of the six years. */
export const firstDay = Date.UTC(2023, 0, 2)
const days = 2190
/** What had been planned by then is done. */
const today = '2026-03-01'

/** A filled workspace. */
export interface CalendarWorld {
  readonly workspaceId: string
  readonly administratorId: string
  /** Those who plan with each other. */
  readonly people: readonly string[]
}

/** Makes a workspace, and fills it. */
export async function fillCalendars(pool: pg.Pool, store: Store, rows: number): Promise<CalendarWorld> {
  const { workspace, administrator } = await createCrm({ store, clock: { now: () => firstDay } })
    .asSystem({ reason: 'benchmark' })
    .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
  const people = Math.max(20, Math.round(rows / 5000))
  const workspaceId = workspace.id
  await pool.query(
    `INSERT INTO crmkit.members SELECT (jsonb_populate_record(m, jsonb_build_object('id', ${colleague('i')}))).*
     FROM crmkit.members AS m, generate_series(0, ${people - 1}) AS s(i)
     WHERE m.workspace_id = '${workspaceId}' AND m.id = '${administrator.id}'`,
  )
  await fillTables(pool, ['interactions', 'interaction_attendees'], () => fillMatters(pool, workspaceId, people, rows))
  await pool.query('VACUUM ANALYZE crmkit.members')
  return {
    workspaceId,
    administratorId: administrator.id,
    people: Array.from({ length: people }, (_none, n) => plainId(1000 + n)),
  }
}

async function fillMatters(pool: pg.Pool, workspaceId: string, people: number, rows: number): Promise<void> {
  const client = await pool.connect()
  try {
    // Every row points at one that was just written: nobody has to look it up again.
    await client.query('SET session_replication_role = replica')
    await client.query(matters(workspaceId, people, rows))
    await client.query(
      `INSERT INTO crmkit.interaction_attendees (workspace_id, attendee_id, interaction_id, planned_from, planned_until)
       SELECT DISTINCT i.workspace_id, a.id, i.id, i.planned_from, i.planned_until FROM crmkit.interactions AS i
       CROSS JOIN LATERAL (SELECT i.owner_id UNION ALL SELECT (i.participants -> 0 ->> 'id')::uuid) AS a(id)
       WHERE i.workspace_id = '${workspaceId}' AND a.id IS NOT NULL`,
    )
    await client.query('RESET session_replication_role')
  } finally {
    client.release()
  }
  await grant(pool, workspaceId, 'interaction', 'interactions')
}

/**
 * Seven of ten are meetings of a quarter of an hour or more, in office hours; two are tasks that are due on a day; one is
 * not planned. One of five hundred recurs every week, without end. Every other one has a participant beside its owner.
 */
function matters(workspaceId: string, people: number, rows: number): string {
  const meeting = `json_build_object('kind', 'meeting', 'timeZone', 'Europe/Paris', 'start', ${clock('begin')}, 'end', ${clock('finish')})`
  const task = "json_build_object('kind', 'task', 'due', json_build_object('on', begin::date))"
  const rule = `'{"frequency":"WEEKLY","interval":1,"weekStart":1}'::json`
  const series = `json_build_object('schedule', ${meeting}, 'rule', ${rule}, 'removed', '[]'::json, 'added', '[]'::json, 'overrides', '[]'::json)`
  return `INSERT INTO crmkit.interactions (workspace_id, id, number, subject, type, state, concluded_at, outcome,
      contact_ids, participants, schedule, series, tags, update_date, update_date_from, owner_id, visibility, shares,
      version, created_at, updated_at, trashed_at, sort_key, search_text, planned_from, planned_until)
    SELECT '${workspaceId}', ${recordId}, i, initcap(label), CASE WHEN i % 3 = 0 THEN 'service/request' ELSE 'sale/first-contact' END,
      CASE WHEN is_done THEN 'done' ELSE 'open' END,
      CASE WHEN is_done THEN ${instant('finish')} END,
      CASE WHEN is_done THEN 'neutral' END,
      '[]',
      CASE WHEN i % 2 = 0 THEN json_build_array(json_build_object('kind', 'member', 'id', ${colleague(chance(400_000_000, people))})) ELSE '[]' END,
      CASE shape WHEN 'meeting' THEN ${meeting} WHEN 'series' THEN ${meeting} WHEN 'task' THEN ${task} END,
      CASE shape WHEN 'series' THEN ${series} END,
      '["client"]', begin::date, 'schedule',
      ${ownership(open, colleague(chance(500_000_000, people)))},
      1, 1760000000000 + i * 10, 1760000000000 + ${chance(3, 2_147_483_648)}, CASE WHEN i % 200 = 3 THEN 1760000000000 END,
      label, label || ' client',
      CASE shape WHEN 'task' THEN ${instant("date_trunc('day', begin)")} WHEN 'none' THEN NULL ELSE ${instant('begin')} END,
      CASE shape WHEN 'meeting' THEN ${instant('finish')} WHEN 'task' THEN ${instant("date_trunc('day', begin) + interval '1 day'")} END
    FROM (SELECT *, begin + length AS finish, shape <> 'series' AND begin < '${today}' AS is_done
      FROM (SELECT *, timestamp '2023-01-02' + ${chance(600_000_000, days)} * interval '1 day'
            + (32 + ${chance(700_000_000, 40)}) * interval '15 minutes' AS begin,
          (1 + ${chance(800_000_000, 6)}) * interval '15 minutes' AS length,
          CASE WHEN i % 500 = 1 THEN 'series' WHEN i % 10 < 7 THEN 'meeting' WHEN i % 10 < 9 THEN 'task' ELSE 'none' END AS shape
        FROM ${numbered(rows)} OFFSET 0) AS timed OFFSET 0) AS made`
}

/** A day and a time on a clock, as schedules have it. */
function clock(time: string): string {
  return `json_build_object('on', ${time}::date, 'at', to_char(${time}, 'HH24:MI'))`
}

/** A time on the clocks of Paris, as an instant. */
function instant(time: string): string {
  return `(extract(epoch FROM (${time}) AT TIME ZONE 'Europe/Paris') * 1000)::bigint`
}
