/**
 * The first schema: records, identity keys, imports, history.
 *
 * One schema for one node and for many: `workspace_id` leads every key, index and condition; keys are made by the
 * application; no triggers, enums, sequences or exclusion constraints; each step is one statement and may run again.
 * @module
 */
import { guardTables, presentWorkspace } from './guard-tables.ts'

const stamp = `
  version integer NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL`

const partyStamp = `${stamp},
  trashed_at bigint,
  import_id uuid,
  import_row integer,
  import_row_hash text`

const ownership = `
  owner_id uuid,
  visibility text NOT NULL CHECK (visibility IN ('private', 'read', 'write'))`

const coordinates = `
  addresses jsonb NOT NULL,
  phones jsonb NOT NULL,
  emails jsonb NOT NULL,
  websites jsonb NOT NULL,
  social_profiles jsonb NOT NULL,
  type text,
  temperature text,
  currency text,
  photo text,
  description text,
  tags jsonb NOT NULL`

const listKeys = `
  sort_key text COLLATE "C" NOT NULL,
  search_text text COLLATE "C" NOT NULL`

const history = `
  id uuid NOT NULL,
  at bigint NOT NULL,
  author_member_id uuid,
  author_reason text,
  subject_kind text NOT NULL,
  subject_id uuid NOT NULL`

/** Tables of one workspace's rows, each with its columns and constraints. */
const tables: Readonly<Record<string, string>> = {
  workspaces: `
    workspace_id uuid NOT NULL,
    settings jsonb NOT NULL,${stamp},
    PRIMARY KEY (workspace_id)`,
  members: `
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    email text,
    role text NOT NULL CHECK (role IN ('administrator', 'user')),
    state text NOT NULL CHECK (state IN ('active', 'locked', 'deactivated')),${stamp},
    PRIMARY KEY (workspace_id, id)`,
  workspace_counters: `
    workspace_id uuid NOT NULL,
    company_number bigint NOT NULL,
    contact_number bigint NOT NULL,
    identity_version bigint NOT NULL,
    PRIMARY KEY (workspace_id)`,
  companies: `
    workspace_id uuid NOT NULL DEFAULT ${presentWorkspace},
    id uuid NOT NULL,
    number bigint NOT NULL,
    name text NOT NULL,
    other_names jsonb NOT NULL,
    siret text,
    siren text,
    vat text,
    registration_number text,
    country text,
    parent_id uuid,${coordinates},${ownership},${partyStamp},${listKeys},
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT companies_parent FOREIGN KEY (workspace_id, parent_id)
      REFERENCES {schema}.companies (workspace_id, id) ON DELETE RESTRICT`,
  contacts: `
    workspace_id uuid NOT NULL DEFAULT ${presentWorkspace},
    id uuid NOT NULL,
    number bigint NOT NULL,
    given_name text,
    family_name text,
    honorific text,
    birthday date,${coordinates},${ownership},${partyStamp},${listKeys},
    PRIMARY KEY (workspace_id, id)`,
  affiliations: `
    workspace_id uuid NOT NULL DEFAULT ${presentWorkspace},
    id uuid NOT NULL,
    contact_id uuid NOT NULL,
    company_id uuid NOT NULL,
    job_title text,
    department text,
    emails jsonb NOT NULL,
    phones jsonb NOT NULL,
    first_day date,
    last_day date,
    is_primary boolean NOT NULL,${partyStamp},
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT affiliations_contact FOREIGN KEY (workspace_id, contact_id)
      REFERENCES {schema}.contacts (workspace_id, id) ON DELETE RESTRICT,
    CONSTRAINT affiliations_company FOREIGN KEY (workspace_id, company_id)
      REFERENCES {schema}.companies (workspace_id, id) ON DELETE RESTRICT`,
  identity_keys: `
    workspace_id uuid NOT NULL DEFAULT ${presentWorkspace},
    key text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('company', 'contact')),
    record_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, key, kind, record_id)`,
  imports: `
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    status text NOT NULL CHECK (status IN ('applying', 'applied', 'undoing', 'undone')),
    file_name text,
    file_hash text COLLATE "C" NOT NULL,
    plan json NOT NULL,
    rows_done bigint NOT NULL,
    counts json NOT NULL,
    member_id uuid,
    started_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (workspace_id, id)`,
  import_touches: `
    workspace_id uuid NOT NULL,
    import_id uuid NOT NULL,
    record_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('company', 'contact', 'affiliation')),
    row integer NOT NULL,
    version_after integer NOT NULL,
    person_id uuid,
    before json,
    PRIMARY KEY (workspace_id, import_id, record_id)`,
  import_refused: `
    workspace_id uuid NOT NULL,
    import_id uuid NOT NULL,
    row integer NOT NULL,
    reasons json NOT NULL,
    PRIMARY KEY (workspace_id, import_id, row)`,
  audit: `
    workspace_id uuid NOT NULL,${history},
    command text NOT NULL,
    command_id text,
    under_right text NOT NULL,
    changes json NOT NULL,
    person_id uuid,
    record_count integer,
    PRIMARY KEY (workspace_id, id)`,
  events: `
    workspace_id uuid NOT NULL,${history},
    type text NOT NULL,
    version integer,
    data json NOT NULL,
    PRIMARY KEY (workspace_id, id)`,
  personal_values: `
    workspace_id uuid NOT NULL,
    person_id uuid NOT NULL,
    source_id uuid NOT NULL,
    item_id uuid NOT NULL,
    value json,
    PRIMARY KEY (workspace_id, person_id, source_id, item_id)`,
  commands: `
    workspace_id uuid NOT NULL,
    command_id text COLLATE "C" NOT NULL,
    command text NOT NULL,
    fingerprint text NOT NULL,
    answer json NOT NULL,
    PRIMARY KEY (workspace_id, command_id)`,
}

/** Indexes beside the primary keys, each for one query of a port. */
const indexes: Readonly<Record<string, string>> = {
  companies_by_name: 'companies (workspace_id, sort_key, id)',
  companies_by_number: 'companies (workspace_id, number, id)',
  companies_by_creation: 'companies (workspace_id, created_at, id)',
  companies_by_update: 'companies (workspace_id, updated_at, id)',
  companies_by_parent: 'companies (workspace_id, parent_id) WHERE parent_id IS NOT NULL',
  companies_by_import: 'companies (workspace_id, import_id, id) WHERE import_id IS NOT NULL',
  companies_in_trash: 'companies (workspace_id, trashed_at) WHERE trashed_at IS NOT NULL',
  contacts_by_name: 'contacts (workspace_id, sort_key, id)',
  contacts_by_number: 'contacts (workspace_id, number, id)',
  contacts_by_creation: 'contacts (workspace_id, created_at, id)',
  contacts_by_update: 'contacts (workspace_id, updated_at, id)',
  contacts_by_import: 'contacts (workspace_id, import_id, id) WHERE import_id IS NOT NULL',
  contacts_in_trash: 'contacts (workspace_id, trashed_at) WHERE trashed_at IS NOT NULL',
  affiliations_by_contact: 'affiliations (workspace_id, contact_id, id)',
  affiliations_by_company: 'affiliations (workspace_id, company_id, id)',
  affiliations_by_import: 'affiliations (workspace_id, import_id, id) WHERE import_id IS NOT NULL',
  imports_by_start: 'imports (workspace_id, started_at, id)',
  imports_by_file: 'imports (workspace_id, file_hash)',
  import_touches_by_record: 'import_touches (workspace_id, record_id, import_id)',
  audit_by_subject: 'audit (workspace_id, subject_id, id)',
}

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const records: readonly string[] = [
  ...Object.entries(tables).map(([name, body]) => `CREATE TABLE IF NOT EXISTS {schema}.${name} (${body})`),
  ...Object.entries(indexes).map(([name, on]) => `CREATE INDEX IF NOT EXISTS ${name} ON {schema}.${on}`),
  ...guardTables(...Object.keys(tables)),
]
