/** One import in a source text, of TypeScript or of what it was built into. */
export interface ModuleImport {
  /** As it is written: `./month.ts`, `kysely`. */
  readonly of: string
  /** Only types, so that nothing of it runs. */
  readonly typesOnly: boolean
}

const IMPORTS =
  /^(?:import|export)(?<types> type)?\b[^'"`;=]*?\bfrom ['"](?<from>[^'"]+)['"]|^import ['"](?<bare>[^'"]+)['"]|\bimport\(\s*['"](?<dynamic>[^'"]+)['"]/gm

/** What a module imports, in the order it is written; also what it imports only once it needs it. */
export function importsOf(text: string): ModuleImport[] {
  return [...text.matchAll(IMPORTS)].map(({ groups }) => ({
    of: (groups!.from ?? groups!.bare ?? groups!.dynamic)!,
    typesOnly: groups!.types !== undefined,
  }))
}
