/** Cuts decoded text into lines as it comes; a line ends with LF or CRLF. */
export class LineSplitter {
  #rest = ''

  /** The lines that are whole by now. */
  push(text: string): string[] {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop()!
    for (let i = 0; i < lines.length; i++) {
      if (lines[i]!.endsWith('\r')) lines[i] = lines[i]!.slice(0, -1)
    }
    return lines
  }

  /** How many characters wait for their line end. */
  get waiting(): number {
    return this.#rest.length
  }

  /** What is left after the last line end; null when nothing is. */
  end(): string | null {
    const rest = this.#rest.endsWith('\r') ? this.#rest.slice(0, -1) : this.#rest
    this.#rest = ''
    return rest === '' ? null : rest
  }
}
