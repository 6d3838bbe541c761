/** A page for people, told once and shown both on paper and on a terminal. */
export interface DecisionPage {
  readonly title: string
  readonly facts: readonly (readonly [name: string, value: string])[]
  /** What may not be done with it; null where nothing stands against it. */
  readonly notice: string | null
  readonly decided: readonly string[]
  readonly sections: readonly PageSection[]
  readonly signatures: readonly (readonly [role: string, name: string])[]
  readonly footer: string
}

export interface PageSection {
  readonly heading: string
  readonly table: PageTable | null
  readonly notes: readonly string[]
}

export interface PageTable {
  readonly columns: readonly { readonly title: string; readonly align?: 'left' | 'right' }[]
  readonly rows: readonly (readonly string[])[]
  /** The last row is the sum of those above. */
  readonly totalled: boolean
}
