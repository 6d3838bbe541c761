/** The login that the programme uses on a bureau's server; its password is set by the server's administrator. */
export const SERVICE_LOGIN = 'huimin_app'

const GROUPS = ['huimin_service', 'huimin_auditor', 'huimin_admin', 'huimin_county_service', 'huimin_county_auditor']
const PAST_ROW_SECURITY = new Set(['huimin_service', 'huimin_auditor', 'huimin_admin'])

/**
 * What an administrator of the server runs once: the roles without login that hold the privileges, and the one login that
 * may work as each of them and is nothing by itself. The server then writes no values into its log for this login.
 */
export function roleStatements(database: string): string[] {
  return [
    ...GROUPS.map((role) => unlessThere(role, `CREATE ROLE ${role} NOLOGIN`)),
    ...GROUPS.filter((role) => PAST_ROW_SECURITY.has(role)).map((role) => `ALTER ROLE ${role} BYPASSRLS`),
    'GRANT huimin_service TO huimin_county_service',
    'GRANT huimin_auditor TO huimin_county_auditor',
    unlessThere(SERVICE_LOGIN, `CREATE ROLE ${SERVICE_LOGIN} LOGIN NOINHERIT`),
    `GRANT ${GROUPS.join(', ')} TO ${SERVICE_LOGIN}`,
    `GRANT CONNECT, TEMPORARY ON DATABASE ${quoted(database)} TO ${SERVICE_LOGIN}`,
    ...['log_error_verbosity = terse', 'log_min_error_statement = panic', 'log_parameter_max_length_on_error = 0'].map(
      (setting) => `ALTER ROLE ${SERVICE_LOGIN} SET ${setting}`,
    ),
    ifThere('kysely_migration', `GRANT SELECT ON kysely_migration TO ${SERVICE_LOGIN}`),
  ]
}

function unlessThere(role: string, statement: string): string {
  return `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN ${statement}; END IF; END $$`
}

function ifThere(table: string, statement: string): string {
  return `DO $$ BEGIN IF to_regclass('${table}') IS NOT NULL THEN ${statement}; END IF; END $$`
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
