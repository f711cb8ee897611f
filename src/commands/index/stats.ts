import {BaseCommand} from '../../base-command.ts'
import {pathFields, toText} from '../../paths/bytes.ts'
import {table} from '../../report/table.ts'
import {formatBytes, grouped} from '../../units.ts'

export default class IndexStats extends BaseCommand {
  static override description = 'Sums up the master index: per tree its files, bytes, algorithm and age.'
  static override examples = ['<%= config.bin %> index stats']

  async work(): Promise<unknown> {
    await this.parse(IndexStats)
    const {reporter} = this.host
    const catalog = await this.host.catalog('read')
    const trees = catalog.trees().map(({path, crawledMs, algorithm}) => ({
      ...pathFields('path', path),
      ...catalog.countUnder(path),
      algorithm: algorithm ?? null,
      crawledAt: crawledMs === undefined ? null : new Date(crawledMs).toISOString(),
    }))
    const totals = catalog.totals()
    if (!reporter.json) {
      const columns = ['files', 'bytes', 'hash', 'crawled', 'tree'].map((title, index) => ({
        title,
        right: index < 2,
      }))
      const rows = catalog.trees().map(({path}, index) => {
        const tree = trees[index]
        return [
          tree?.files ?? 0,
          formatBytes(tree?.bytes ?? 0),
          tree?.algorithm ?? '-',
          tree?.crawledAt?.slice(0, 16).replace('T', ' ') ?? 'never',
          toText(path),
        ]
      })
      for (const line of table(columns, rows)) reporter.print(line)
      reporter.print(
        `${grouped(totals.files)} files, ${formatBytes(totals.bytes)}; ` +
          `${grouped(totals.contents)} different contents, ${totals.pending} without a hash, ${totals.offline} offline, ${totals.told} told by an index and not read here`,
      )
    }
    return {schema: 'mediastruct/index-stats@1', trees, totals}
  }
}
