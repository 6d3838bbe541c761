/** What `db distribute` looks at: the tables of the schema, without partitions, each after those that it refers to. */
export interface SchemaCatalogue {
  readonly tables: readonly CatalogueTable[]
  /** In an order in which they can be made. */
  readonly views: readonly { readonly name: string; readonly definition: string; readonly bound: boolean }[]
}

export interface CatalogueTable {
  readonly name: string
  /** The type of its column `county`; null where it has none. */
  readonly countyType: string | null
  readonly triggers: readonly { readonly table: string; readonly name: string }[]
  /** It and its partitions, as far as they have the policy of bound counties. */
  readonly bound: readonly string[]
}

/**
 * The statements that distribute a schema by county on Citus: tables with a county side by side on the county's shard,
 * all others as reference tables on every node. Citus compares types, so the county is text everywhere; it takes no
 * trigger on such tables and no subquery in their policies. Pure, so that it can be read and tested without Citus.
 */
export function distributeStatements({ tables, views }: SchemaCatalogue): string[] {
  const byCounty = tables.filter(({ countyType }) => countyType !== null)
  const others = tables.filter(({ countyType }) => countyType === null)
  const bound = tables.flatMap((table) => table.bound)
  return [
    ...views.toReversed().map(({ name }) => `DROP VIEW ${name}`),
    ...bound.map((name) => `DROP POLICY own_counties ON ${name}`),
    ...tables.flatMap(({ triggers }) => triggers.map(({ table, name }) => `DROP TRIGGER ${name} ON ${table}`)),
    ...byCounty
      .filter(({ countyType }) => countyType !== 'text')
      .map(({ name }) => `ALTER TABLE ${name} ALTER COLUMN county TYPE text COLLATE "C"`),
    ...others.map(({ name }) => `SELECT create_reference_table('${name}')`),
    ...byCounty.map(({ name }, i) => {
      const beside = i === 0 ? 'none' : byCounty[0]!.name
      return `SELECT create_distributed_table('${name}', 'county', colocate_with => '${beside}')`
    }),
    ...bound.map(
      (name) => `CREATE POLICY own_counties ON ${name} TO huimin_county_service, huimin_county_auditor
        USING (county = ANY (bound_counties()))`,
    ),
    ...views.map(
      ({ name, definition, bound: asker }) =>
        `CREATE VIEW ${name}${asker ? ' WITH (security_invoker = true)' : ''} AS ${definition}`,
    ),
    ...views.map(({ name }) => `GRANT SELECT ON ${name} TO huimin_service, huimin_auditor, huimin_admin`),
  ]
}
