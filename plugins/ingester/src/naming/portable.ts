/** Names that Linux takes and others don't: kept as they are, and listed. */
import {type RawPath, toText} from 'mediastruct'

/** Devices to Windows, with any extension (learn.microsoft.com, "Naming Files, Paths, and Namespaces"). */
const DEVICE = /^(?:con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(?:\.|$)/i
/** What FAT, exFAT and NTFS refuse in a name (exFAT specification, 7.7.3, and the page above). */
const REFUSED = /["*/:<>?\\|]/
const CONTROL = /[\u0000-\u001f\u007f]/

/** @returns why a component of the path would not survive on exFAT or Windows; undefined for names that every system takes */
export function notPortable(path: RawPath): string | undefined {
  for (const component of path.split('/')) {
    const problem = problemOf(toText(component as RawPath))
    if (problem !== undefined) return `${problem}: exFAT and Windows don’t take it`
  }
  return undefined
}

function problemOf(name: string): string | undefined {
  const refused = REFUSED.exec(name)?.[0]
  if (refused !== undefined) return `its new name holds ${refused}`
  if (CONTROL.test(name)) return 'its new name holds a control character'
  if (/[. ]$/.test(name)) return 'its new name ends in a dot or a space'
  return DEVICE.test(name) ? 'its new name is that of a device' : undefined
}
