/** Paths in commands that a person is shown to type. */

/** Quoted for a shell, where it needs to be. */
export function forShell(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
