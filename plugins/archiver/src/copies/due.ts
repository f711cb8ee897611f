/** Which copies are to be read again, and which volumes have too few. */
import {type Catalog, Copies, type CopyRow, isWritten, type VolumeRow, Volumes} from 'mediastruct'

export interface AuditedCopy {
  readonly volume: VolumeRow
  readonly copy: CopyRow
  /** ms since 1970; undefined: it was never read back whole, by us. */
  readonly verifiedMs: number | undefined
  /** ms since 1970; undefined: it is due since it was written. */
  readonly dueMs: number | undefined
  readonly due: boolean
}

export interface ShortVolume {
  readonly volume: VolumeRow
  /** Copies that were read back whole. */
  readonly verified: number
}

export interface Audits {
  /** Every medium that should be readable: never verified ones first, then the one that is due first. */
  readonly copies: AuditedCopy[]
  /** Volumes with fewer verified copies than are wanted, also with none: those with the fewest first. */
  readonly short: ShortVolume[]
}

export interface AuditTerms {
  /** ms: how often a copy is read again. */
  readonly auditEveryMs: number
  /** How many verified copies are wanted. */
  readonly wanted: number
  /** ms since 1970. */
  readonly nowMs: number
}

export function auditsOf({db}: Catalog, {auditEveryMs, wanted, nowMs}: AuditTerms): Audits {
  const copies = new Copies(db)
  const volumes = new Volumes(db).all()
  const audited = volumes.flatMap((volume) =>
    copies
      .of(volume)
      .filter(({state}) => isWritten(state))
      .map((copy): AuditedCopy => {
        const verifiedMs = copies.verifiedMs(volume, copy.name)
        const dueMs = verifiedMs === undefined || copy.adopted ? undefined : verifiedMs + auditEveryMs
        return {volume, copy, verifiedMs, dueMs, due: dueMs === undefined || dueMs <= nowMs}
      }),
  )
  const short = volumes
    .map((volume) => ({volume, verified: copies.verified(volume).length}))
    .filter(({verified}) => verified < wanted)
    .sort((one, other) => one.verified - other.verified)
  return {copies: audited.sort((one, other) => (one.dueMs ?? 0) - (other.dueMs ?? 0)), short}
}
