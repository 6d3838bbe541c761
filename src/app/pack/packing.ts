import type { Context } from '../../access/context.ts'
import type { Tx } from '../../db/transaction.ts'
import type { Fen } from '../../kernel/money.ts'
import type { PackFolder } from '../../pack/pack-folder.store.ts'
import type { PackTable } from '../../pack/pack-table.ts'
import type { PackedRun } from '../../pack/packed-run.ts'
import { sumOf, type WrittenTable, writeTable } from '../../pack/table-writer.store.ts'

/** A pack while it is being written: everything in it comes from one snapshot of the database. */
export class Packing {
  readonly context: Context
  readonly tx: Tx
  readonly folder: PackFolder
  readonly run: PackedRun
  readonly unmask: boolean
  readonly #written = new Map<string, WrittenTable>()

  constructor(
    context: Context,
    of: { readonly tx: Tx; readonly folder: PackFolder; readonly run: PackedRun; readonly unmask: boolean },
  ) {
    this.context = context
    this.tx = of.tx
    this.folder = of.folder
    this.run = of.run
    this.unmask = of.unmask
  }

  async table(table: PackTable): Promise<void> {
    const { client } = this.tx
    const { cipher } = this.context
    this.keep(table.file, await writeTable(this.folder, table, this.run, { client, cipher, unmask: this.unmask }))
  }

  /** Remembers what a table came to. */
  keep(file: string, written: WrittenTable): void {
    this.#written.set(file, written)
  }

  rows(file: string): number {
    return this.#written.get(file)?.rows ?? 0
  }

  sum(file: string, column: string): Fen {
    const written = this.#written.get(file)
    return written ? sumOf(written, column) : 0n
  }
}
