import {BaseCommand, Copies, copyFields, count, pathFields, table} from 'mediastruct'
import {type AuditedCopy, type Audits, auditsOf} from '../../copies/due.ts'
import {missingCopies} from '../../copies/missing.ts'
import {dayOf} from '../../copies/shown.ts'

export default class VolumesDue extends BaseCommand {
  static override description =
    'Says which copies are to be read again (config: auditEvery), those first that never were; and which volumes have too few.'
  static override examples = ['<%= config.bin %> volumes due', '<%= config.bin %> volumes due --json']

  async work(): Promise<unknown> {
    await this.parse(VolumesDue)
    const {settings, reporter} = this.host
    const catalog = await this.host.catalog('read')
    const {auditEveryMs, copies: wanted} = settings
    const audits = auditsOf(catalog, {auditEveryMs, wanted, nowMs: Date.now()})
    const copies = new Copies(catalog.db)
    if (!reporter.json) this.#print(audits, wanted, await this.#nextOf(audits, copies, wanted))
    return {
      schema: 'mediastruct/volumes-due@1',
      auditEveryMs,
      copies: audits.copies.map(({volume, copy, dueMs, due}) => ({
        volume: volume.id,
        ...pathFields('archive', volume.archive),
        ...copyFields(copies, volume, copy.name),
        due,
        dueAt: dueMs === undefined ? null : new Date(dueMs).toISOString(),
      })),
      short: audits.short.map(({volume, verified}) => ({
        volume: volume.id,
        ...pathFields('archive', volume.archive),
        verified,
        wanted,
      })),
    }
  }

  /** What is due; with -v, every copy. */
  #print({copies, short}: Audits, wanted: number, next: string | undefined): void {
    const {reporter} = this.host
    const shown = reporter.verbose ? copies : copies.filter(({due}) => due)
    const columns = ['copy', 'state', 'verified', 'due', 'kept'].map((title) => ({title}))
    if (shown.length > 0) for (const line of table(columns, shown.map(cellsOf))) reporter.print(line)
    if (!copies.some(({due}) => due)) reporter.print(nothingDue(copies))
    for (const {volume, verified} of short) {
      reporter.print(`${volume.id} has ${verified} of ${count(wanted, 'verified copy', 'verified copies')}.`)
    }
    if (next !== undefined) for (const line of ['', `Next: ${next}`]) reporter.print(line)
  }

  async #nextOf({copies, short}: Audits, all: Copies, wanted: number): Promise<string | undefined> {
    const first = copies.find(({due}) => due)
    if (first) return `mediastruct volumes verify ${first.volume.id}/${first.copy.name} --from DEVICE`
    const [shortest] = short
    if (!shortest) return undefined
    const canBurn = (await this.host.plugins()).has('volumeTarget', shortest.volume.medium)
    return missingCopies(all, shortest.volume, {wanted, canBurn})?.next
  }
}

function cellsOf({volume, copy, verifiedMs, dueMs, due}: AuditedCopy): string[] {
  return [
    `${volume.id}/${copy.name}`,
    copy.state,
    verifiedMs === undefined ? 'never' : dayOf(verifiedMs),
    dueMs === undefined ? 'now' : due ? `since ${dayOf(dueMs)}` : dayOf(dueMs),
    copy.where ?? '',
  ]
}

function nothingDue(copies: readonly AuditedCopy[]): string {
  if (copies.length === 0) return 'There is no copy to read again.'
  const next = copies.find(({dueMs}) => dueMs !== undefined)
  if (next?.dueMs === undefined) return 'No copy is due.'
  return `No copy is due; the next one, ${next.volume.id}/${next.copy.name}, on ${dayOf(next.dueMs)}.`
}
