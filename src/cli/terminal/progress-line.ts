import { progressText } from './progress-text.ts'

const CLEAR = '\r\x1b[2K'
/** Redrawing for every batch would cost more than it tells. */
const REDRAW_MS = 100

/** The terminal that a progress line stands on. */
export interface Screen {
  write(text: string): void
  /** Milliseconds of a clock that only goes forward. */
  now(): number
}

/** One line of a terminal that says how far a step has come, written anew in place and gone when anything else is said. */
export class ProgressLine {
  readonly #screen: Screen
  #step = ''
  #begunAt = 0
  #doneBefore = 0
  #drawnAt = Number.NEGATIVE_INFINITY
  #shown = false

  constructor(screen: Screen) {
    this.#screen = screen
  }

  /** Shows the step; a name that was not shown last begins a new one. */
  show(step: string, unit: string, done: number, total?: number): void {
    const now = this.#screen.now()
    if (step !== this.#step || done < this.#doneBefore) this.#begin(step, done, now)
    if (done === total) this.clear()
    else if (now - this.#drawnAt >= REDRAW_MS) this.#draw(unit, done, total, now)
  }

  #draw(unit: string, done: number, total: number | undefined, now: number): void {
    const seconds = (now - this.#begunAt) / 1000
    this.#screen.write(
      CLEAR + progressText({ step: this.#step, unit, done, total, doneBefore: this.#doneBefore, seconds }),
    )
    this.#drawnAt = now
    this.#shown = true
  }

  /** Takes the line away, where there is one. */
  clear(): void {
    if (this.#shown) this.#screen.write(CLEAR)
    this.#shown = false
    this.#drawnAt = Number.NEGATIVE_INFINITY
  }

  #begin(step: string, done: number, now: number): void {
    this.#step = step
    this.#doneBefore = done
    this.#begunAt = now
    this.#drawnAt = Number.NEGATIVE_INFINITY
  }
}
