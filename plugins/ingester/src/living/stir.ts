/**
 * Says that something stirs in the drops, as the system tells it. What it was is not believed: names that are no UTF-8
 * come broken, and events get lost; whoever hears of it looks for himself. Directories alone are watched, which tell of
 * their files: a watch on each file would use up the system's few.
 */
import type {FSWatcher} from 'chokidar'
import {errnoOf, isUtf8, messageOf, type RawPath, type Reporter, tellsOfChanges, toText} from 'mediastruct'

export class Stir {
  readonly #heard: () => void
  readonly #reporter: Pick<Reporter, 'note' | 'warn'>
  #watcher: FSWatcher | undefined
  /** Why the system tells nothing, or not all; then one has to look now and then. */
  #silence: string | undefined
  #told: string | undefined

  constructor(heard: () => void, reporter: Pick<Reporter, 'note' | 'warn'>) {
    this.#heard = heard
    this.#reporter = reporter
  }

  get isSilent(): boolean {
    return this.#silence !== undefined
  }

  /** Listens to these drops from now on, and to nothing else; that it hears by now is heard, too. */
  async listen(drops: readonly RawPath[]): Promise<void> {
    await this.close()
    this.#silence = undefined
    const silence = await whySilent(drops)
    if (silence !== undefined) this.#fallSilent(silence)
    else if (drops.length > 0) await this.#watch(drops.map(toText))
  }

  #fallSilent(why: string): void {
    if (this.#silence !== undefined) return
    this.#silence = why
    if (why !== this.#told) {
      this.#reporter.warn(`${why} What comes is looked for every few seconds instead.`)
    }
    this.#told = why
    this.#heard()
  }

  async #watch(drops: readonly string[]): Promise<void> {
    const {watch} = await import('chokidar')
    const watcher = watch([...drops], {
      backend: 'native',
      ignored: (_path, stats) => stats?.isFile() === true,
      followSymlinks: false,
      ignoreInitial: true,
      ignorePermissionErrors: true,
      atomic: false,
    })
    this.#watcher = watcher
    for (const event of ['raw', 'all', 'ready'] as const) watcher.on(event, this.#heard)
    watcher.on('error', (error) => {
      this.#fallSilent(whyDeaf(error))
      void this.close()
    })
  }

  async close(): Promise<void> {
    const watcher = this.#watcher
    this.#watcher = undefined
    await watcher?.close()
  }
}

async function whySilent(drops: readonly RawPath[]): Promise<string | undefined> {
  for (const drop of drops) {
    const path = toText(drop)
    if (!isUtf8(drop)) return `The name of ${path} is not UTF-8: the system can't watch it.`
    if (!(await tellsOfChanges(path).catch(() => true))) {
      return `${path} lies on a file system that does not tell what others write there.`
    }
  }
  return undefined
}

function whyDeaf(error: unknown): string {
  const code = errnoOf(error)
  if (code === 'ENOSPC') return 'The system has no more watches to give (sysctl fs.inotify.max_user_watches).'
  if (code === 'EMFILE')
    return 'The system has no more watchers to give (sysctl fs.inotify.max_user_instances).'
  return `The system does not let the drop be watched: ${messageOf(error)}.`
}
