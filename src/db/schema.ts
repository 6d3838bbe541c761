/**
 * The tables as the migrations leave them, read from a migrated database by `npm run schema`. Days and instants are text,
 * bigint columns arrive as strings, and whether one may be null is as the table says; of a view nobody says.
 */
export type { DB as Schema } from './schema.generated.ts'
