/** A module that another thread or process runs: as TypeScript, or as what was built of it, like the one that asks. */

/** @param from `import.meta` of a neighbour */
export function moduleBeside(name: string, from: {filename: string; url: string}): URL {
  const extension = from.filename.endsWith('.ts') ? 'ts' : 'js'
  return new URL(`./${name}.${extension}`, from.url)
}
