import type { Fen } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import type { FilePayment } from './file-payment.ts'
import type { Layout } from './layout.ts'
import type { Uncarried } from './line-cells.ts'
import type { FileFacts } from './record-text.ts'

/** A payment that the layout cannot carry: which column, and why. */
export interface UncarriedPayment {
  readonly paymentNo: string
  readonly column: string
  readonly cause: Uncarried
}

/** One payment as read from a file: the texts of the layout's columns, and its amount. */
export interface DecodedPayment {
  readonly line: number
  readonly texts: readonly string[]
  readonly amountFen: Fen
}

/** Makes the bytes of one file, payment by payment. */
export interface FileWriter {
  /** The texts of the payment's columns as they must come back; or what of it the layout cannot carry, left out. */
  add(payment: FilePayment): readonly string[] | UncarriedPayment
  /** The bytes that are ready by now and have not been taken yet. */
  take(): Uint8Array | Promise<Uint8Array>
  /** The rest of the bytes; nothing can be added afterwards. */
  end(): Uint8Array | Promise<Uint8Array>
}

/** Reads the bytes of one file as they come; problems are collected, codes `passbook.*`. */
export interface FileReader {
  readonly problems: readonly Problem[]
  readonly count: number
  readonly totalFen: Fen
  push(bytes: Uint8Array): void
  end(): void | Promise<void>
}

/** How payments become the bytes of a file and come back, for one kind of layout. */
export interface FileForm {
  /** A writer for the file of these facts, or what of its heading the layout cannot carry. */
  write(layout: Layout, facts: FileFacts): FileWriter | { readonly headingUncarried: Uncarried }
  read(layout: Layout, take: (payment: DecodedPayment) => void): FileReader
}
