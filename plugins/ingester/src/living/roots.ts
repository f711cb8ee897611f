/** Whether the drops are there: a card is taken out, a disk unmounted, another one put in. */
import {stat} from 'node:fs/promises'
import {type RawPath, type Reporter, toBytes, toText} from 'mediastruct'

export class Roots {
  readonly #reporter: Pick<Reporter, 'note' | 'warn'>
  /** What lies at each drop: device and inode; nothing where no directory does. */
  readonly #identities: Map<RawPath, string | undefined>

  /** @param drops that are there */
  constructor(drops: readonly RawPath[], reporter: Pick<Reporter, 'note' | 'warn'>) {
    this.#identities = new Map(drops.map((drop) => [drop, '']))
    this.#reporter = reporter
  }

  get present(): RawPath[] {
    return [...this.#identities].flatMap(([drop, identity]) => (identity === undefined ? [] : [drop]))
  }

  /** Looks again, and says what went and came. @returns whether anything is another one now */
  async refresh(): Promise<boolean> {
    let isOther = false
    for (const [drop, before] of this.#identities) {
      const now = await identityOf(drop)
      if (now === before) continue
      isOther = true
      this.#identities.set(drop, now)
      if (now === undefined) this.#reporter.warn(`${toText(drop)} is not there any more: waiting for it.`)
      if (before === undefined) this.#reporter.note(`${toText(drop)} is there again.`)
    }
    return isOther
  }
}

async function identityOf(drop: RawPath): Promise<string | undefined> {
  try {
    const stats = await stat(toBytes(drop), {bigint: true})
    return stats.isDirectory() ? `${stats.dev} ${stats.ino}` : undefined
  } catch {
    return undefined
  }
}
