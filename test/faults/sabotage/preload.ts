/** Loaded before the program: changes one module of it as the sabotage says that is named behind the `?` of this one. */
import {registerHooks} from 'node:module'
import {SABOTAGES, type Sabotage} from './sabotages.ts'

const name = decodeURIComponent(new URL(import.meta.url).search.slice(1))
const sabotage: Sabotage | undefined = Object.entries(SABOTAGES).find(([known]) => known === name)?.[1]
if (!sabotage) throw new Error(`there is no sabotage "${name}"`)
const {module, edits} = sabotage

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.endsWith(module)) return loaded
    return {...loaded, source: edits.reduce(edited, String(loaded.source))}
  },
})

function edited(source: string, [found, put]: Sabotage['edits'][number]): string {
  if (!source.includes(found)) throw new Error(`"${name}" no longer fits ${module}: it has no ${found}`)
  return source.replace(found, put)
}
