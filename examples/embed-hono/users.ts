/** The application's own users, in a table of its own: crmkit knows nothing of it. @module */
import type { OpenedPglite } from '@crmkit/postgres/pglite'

// #region seat
/** Where a user sits in the CRM: two columns of the users' table. */
export interface Seat {
  readonly workspaceId: string
  readonly memberId: string
}
// #endregion

/** Somebody who can log in. */
export interface User {
  readonly id: string
  readonly email: string
  readonly seat: Seat
}

/** The users of the application. */
export interface Users {
  find(id: string): Promise<User | null>
  findByEmail(email: string): Promise<User | null>
  add(user: User): Promise<void>
}

/** Opens the users, whose table is made if it is missing. */
export async function openUsers(db: OpenedPglite): Promise<Users> {
  await db.query(
    'CREATE TABLE IF NOT EXISTS public.users (' +
      'id text PRIMARY KEY, email text NOT NULL UNIQUE, workspace_id text NOT NULL, member_id text NOT NULL)',
  )
  const select = 'SELECT json_build_array(id, email, workspace_id, member_id)::text AS cells FROM public.users'
  const findBy = async (column: 'id' | 'email', value: string): Promise<User | null> => {
    const { rows } = await db.query(`${select} WHERE ${column} = $1`, [value])
    return rows.length === 0 ? null : toUser(rows[0])
  }
  return {
    find: (id) => findBy('id', id),
    findByEmail: (email) => findBy('email', email),
    add: async ({ id, email, seat }) => {
      await db.query('INSERT INTO public.users VALUES ($1, $2, $3, $4)', [id, email, seat.workspaceId, seat.memberId])
    },
  }
}

function toUser(row: unknown): User {
  if (typeof row !== 'object' || row === null || !('cells' in row)) throw new Error('a row of users is damaged')
  const [id, email, workspaceId, memberId]: readonly string[] = JSON.parse(String(row.cells))
  if (!id || !email || !workspaceId || !memberId) throw new Error('a row of users is damaged')
  return { id, email, seat: { workspaceId, memberId } }
}
