/** Which columns point at records. Refusals, merges and look-ups of references read this one list. @module */

/** The columns that point at records, each with the column that says whose it is. */
export const pointers = [
  { from: 'affiliation', table: 'affiliations', id: 'id', column: 'contact_id', to: 'contact' },
  { from: 'affiliation', table: 'affiliations', id: 'id', column: 'company_id', to: 'company' },
  { from: 'company', table: 'companies', id: 'id', column: 'parent_id', to: 'company' },
  { from: 'interaction', table: 'interactions', id: 'id', column: 'company_id', to: 'company' },
  { from: 'interaction', table: 'interaction_contacts', id: 'interaction_id', column: 'contact_id', to: 'contact' },
  { from: 'interaction', table: 'interactions', id: 'id', column: 'parent_id', to: 'interaction' },
  { from: 'timer', table: 'interaction_timers', id: 'id', column: 'interaction_id', to: 'interaction' },
] as const
