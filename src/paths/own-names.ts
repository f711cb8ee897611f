/** Names that belong to the program: its own directory, and its copies that are not finished. */

export const OWN_PREFIX = '.mediastruct'
export const OWN_SUFFIX = '.part'

/** Whether a name begins as our own do, in whatever case. */
export function isOwnName(name: string): boolean {
  return name.toLowerCase().startsWith(OWN_PREFIX)
}
