/** Text for a page: no name that a file, a folder or a shelf may have is anything but text there. */
import {printable} from 'mediastruct'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

/**
 * A name in whatever direction it is written, which doesn't turn what stands beside it; controls are written out.
 * @param most characters that are shown
 */
export function nameHtml(name: string, most = 90): string {
  const characters = [...printable(name)]
  const shown = characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : characters.join('')
  return `<bdi>${escapeHtml(shown)}</bdi>`
}
