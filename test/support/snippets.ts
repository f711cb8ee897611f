/** What a page shows as code. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {PACKAGE_ROOT} from './mediastruct.ts'

/** The code blocks of one language on a page, in order. */
export function snippets(page: string, language: string): string[] {
  const text = readFileSync(join(PACKAGE_ROOT, page), 'utf8')
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, code = '']) => code,
  )
}
