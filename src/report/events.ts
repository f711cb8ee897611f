/** What happened to volumes and copies, as a person reads it. */
import type {CopyCheck, VolumeEventRow} from '../catalog/volume-events.ts'
import {toText} from '../paths/bytes.ts'
import {count} from '../units.ts'
import {table} from './table.ts'

export function eventTable(events: readonly VolumeEventRow[]): string[] {
  if (events.length === 0) return ['Nothing happened to any volume yet.']
  const columns = ['when', 'copy', 'what', 'state', 'by', ''].map((title) => ({title}))
  return table(
    columns,
    events.map((event) => [
      new Date(event.atMs).toISOString().slice(0, 16).replace('T', ' '),
      event.copy === undefined ? event.volume : `${event.volume}/${event.copy}`,
      event.event,
      event.state,
      event.by,
      toldOf(event),
    ]),
  )
}

function toldOf({where, image, check, reason, adopted}: VolumeEventRow): string {
  const told: string[] = []
  if (image)
    told.push(
      `${image.file === undefined ? '' : `${toText(image.file)}, `}sha256 ${image.sha256.slice(0, 12)}…`,
    )
  if (check) told.push(foundBy(check))
  if (reason !== undefined) told.push(reason)
  if (where !== undefined) told.push(`kept: ${where}`)
  if (adopted) told.push('told by an index')
  return told.join('; ')
}

function foundBy({result, files, subset, damaged}: CopyCheck): string {
  const part = subset ? `part ${subset.part} of ${subset.of}, ` : ''
  if (result === 'ok') return `${part}${count(files, 'file')} good`
  const names = damaged.slice(0, 3).map(toText)
  const more = damaged.length > names.length ? ` and ${damaged.length - names.length} more` : ''
  return `${part}damaged: ${names.join(', ')}${more}`
}
