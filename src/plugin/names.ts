/** Names of plugins, and of what a config registers. */

/** Name under which a bare function of a code config (`rename`, `dedupe`) is asked. */
export const CONFIG_FUNCTION = 'config'

/** What the package names of first-party plugins begin with. */
export const FIRST_PARTY = '@mediastruct/plugin-'

/** Whether `name`, as a config's `disable` has it, means the package: `sorter`, or its full name. */
export function isNamed(packageName: string, name: string): boolean {
  return packageName === name || packageName === `${FIRST_PARTY}${name}`
}

/** A command's id as a person types it: `volumes:list` is `volumes list`. */
export function typed(id: string): string {
  return id.replaceAll(':', ' ')
}
