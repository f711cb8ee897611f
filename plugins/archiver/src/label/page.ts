/**
 * A label as a page to print and cut out: a front of 120 × 120 mm, which fits a jewel case or a sleeve, and a spine of
 * 118 × 6.4 mm. The page needs nothing but itself: no network, no font.
 */
import {count, formatBytes, toText} from 'mediastruct'
import {BAG_FILE} from '../bag/model.ts'
import {dayOf} from '../copies/shown.ts'
import {partText} from '../folder-part.ts'
import {type LabelFacts, type LabelledCopy, qrText} from './facts.ts'
import {escapeHtml, nameHtml} from './html.ts'
import {qrSvg} from './qr.ts'

/** mm */
const [FRONT, SPINE_WIDTH, SPINE_HEIGHT, MARGIN, CODE] = [120, 118, 6.4, 6, 38]
/** A dozen lines are between the dates and the code: so many for a list, and so many letters for a name in one. */
const [MOST_LINES, MOST_LETTERS] = [3, 32]
/** To be filled in by hand. */
const BLANK = '<span class="blank"></span>'

export async function labelPage(facts: LabelFacts): Promise<string> {
  const {name} = facts
  const text = qrText(facts)
  const code = text === undefined ? undefined : await qrSvg(text, CODE)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(name)}</title>
<style>${styleFor(name)}</style>
</head>
<body>
<section class="front">
<h1>${nameHtml(name)}</h1>
<p class="dates">${datesHtml(facts)}</p>
<dl>
${rows(facts)
  .map(([term, described]) => `<dt>${term}</dt><dd>${described}</dd>`)
  .join('\n')}
</dl>
<footer>
<div class="check">${checkHtml(facts)}</div>
${code ?? ''}
</footer>
</section>
<section class="spine"><b>${nameHtml(name)}</b><span>${datesHtml(facts)}</span></section>
</body>
</html>
`
}

function styleFor(name: string): string {
  // A bold capital is at most about 0.75 em wide.
  const large = Math.min(14, (FRONT - 2 * MARGIN) / (0.75 * name.length))
  return `
@page { size: A4 portrait; margin: 15mm }
* { box-sizing: border-box; margin: 0 }
body { font: 3.4mm/1.3 sans-serif; color: #000; background: #fff }
.front, .spine { border: .2mm solid #888; overflow: hidden; break-inside: avoid }
.front { width: ${FRONT}mm; height: ${FRONT}mm; padding: ${MARGIN}mm; display: flex; flex-direction: column }
.spine { width: ${SPINE_WIDTH}mm; height: ${SPINE_HEIGHT}mm; margin-top: 8mm; padding: 0 3mm; display: flex; align-items: center; justify-content: space-between; white-space: nowrap }
h1 { font-size: ${large.toFixed(2)}mm; line-height: 1.1; white-space: nowrap }
.dates { font-size: 5mm; margin: 1mm 0 2mm }
.spine .dates, .spine span { font-size: 3.4mm }
dl { font-size: 3.1mm; display: grid; grid-template-columns: max-content 1fr; gap: .4mm 3mm; align-content: start; overflow: hidden; flex: 1 1 0; min-height: 0 }
dt { color: #444 }
dd { overflow-wrap: anywhere }
footer { display: flex; align-items: flex-end; justify-content: space-between; gap: 3mm; padding-top: 2mm }
.check { font-size: 2.7mm; overflow-wrap: anywhere }
code { font-family: monospace; display: block; overflow-wrap: normal }
.blank { display: inline-block; width: 28mm; border-bottom: .2mm solid #000 }
svg { flex: none; fill: #000 }
@media screen { body { margin: 10mm } }
`
}

function datesHtml({dates}: LabelFacts): string {
  if (!dates) return ''
  return dates.first === dates.last ? dates.first : `${dates.first} – ${dates.last}`
}

type Row = readonly [term: string, described: string]

function rows(facts: LabelFacts): Row[] {
  const {volume, medium, copies, parts, undated} = facts
  const {files, folders, payloadBytes} = volume
  const bytes = `${formatBytes(payloadBytes)} (${count(payloadBytes, 'byte')})`
  const what = `${count(files, 'file')} in ${count(folders.length, 'folder')}, ${bytes}`
  const inWords = medium === undefined ? '' : ` (${nameHtml(medium, MOST_LETTERS)})`
  const part = (one: LabelFacts['parts'][number]) =>
    `${nameHtml(toText(one.folder), MOST_LETTERS)}: part ${partText(one)}`
  return [
    ['Holds', escapeHtml(what)],
    ['Medium', `${nameHtml(volume.medium, MOST_LETTERS)}${inWords}`],
    ...copyRows(facts, copies),
    ...list('Parts', parts.map(part)),
    ...(undated.length > 0 ? [['Undated', undatedHtml(facts)] as const] : []),
  ]
}

function copyRows({name, volume}: LabelFacts, copies: readonly LabelledCopy[]): Row[] {
  const [only] = copies
  if (only && name !== volume.id) {
    return [
      ['Burned', burnedHtml(only)],
      ['Kept', only.copy.where === undefined ? BLANK : nameHtml(only.copy.where)],
    ]
  }
  const lines = copies.map((one) => {
    const where = one.copy.where === undefined ? '' : `, kept: ${nameHtml(one.copy.where, MOST_LETTERS / 2)}`
    return `${nameHtml(one.copy.name)} burned ${burnedHtml(one)}${where}`
  })
  return lines.length > 0 ? list('Copies', lines) : [['Burned', BLANK]]
}

function burnedHtml({copy, burnedMs}: LabelledCopy): string {
  const isGone = copy.state === 'lost' || copy.state === 'failed'
  const state = isGone ? ` (${copy.state})` : ''
  return `${burnedMs === undefined ? BLANK : dayOf(burnedMs)}${state}`
}

function undatedHtml({undated: folders, isForeign}: LabelFacts): string {
  const [first] = folders
  const root = isForeign ? 'its root' : 'data'
  const name = first === undefined || first === '' ? root : toText(first)
  return `${nameHtml(name, MOST_LETTERS)}${folders.length > 1 ? ` and ${folders.length - 1} more` : ''}`
}

function list(term: string, lines: readonly string[]): Row[] {
  if (lines.length === 0) return []
  const shown = lines.length > MOST_LINES ? lines.slice(0, MOST_LINES - 1) : lines
  const more = lines.length - shown.length
  return [[term, [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('<br>')]]
}

function checkHtml({name, volume, manifestSha256, isForeign}: LabelFacts): string {
  if (isForeign) return foreignHtml(name, volume)
  const how = `<p>To check it, type where ${BAG_FILE.readme} lies:<code>sha256sum -c --quiet ${BAG_FILE.manifest}</code>It prints nothing while every file is whole.</p>`
  if (manifestSha256 === undefined) {
    return `${how}<p>The hash of its ${BAG_FILE.manifest} is not known to the catalog that this label comes from.</p>`
  }
  const groups = manifestSha256.match(/.{1,16}/g) ?? []
  return `${how}<p>SHA-256 of ${BAG_FILE.manifest} itself, which every copy of ${nameHtml(volume.id)} has:<code>${groups.join(' ')}</code></p>`
}

/** Nothing on it tells what it should hold: the catalog does. */
function foreignHtml(name: string, {id}: LabelFacts['volume']): string {
  const copy = name === id ? `${id}/COPY` : name
  return `<p>It was made without MediaStruct, which keeps the checksums of its files. To check it:<code>mediastruct volumes verify ${escapeHtml(copy)} --from DRIVE</code></p>`
}
