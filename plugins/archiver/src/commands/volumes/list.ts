import {BaseCommand, Copies, formatBytes, table, toText} from 'mediastruct'
import {copiesInShort} from '../../copies/shown.ts'
import {unreadText} from '../../foreign.ts'
import {knownVolumeFields, knownVolumes, shownState} from '../../known-volumes.ts'
import {percentFull} from '../../volume-line.ts'

export default class VolumesList extends BaseCommand {
  static override description =
    'Lists the volumes of all archives, with their copies, their states and how full they are.'
  static override examples = ['<%= config.bin %> volumes list', '<%= config.bin %> volumes list --json']

  async work(): Promise<unknown> {
    await this.parse(VolumesList)
    const {reporter} = this.host
    const copies = new Copies((await this.host.catalog('read')).db)
    const volumes = await knownVolumes(this.host)
    if (volumes.length === 0) {
      reporter.print('No volume yet. Next: mediastruct archive --before DATE --to ARCHIVE --dry-run')
    } else {
      const columns = [
        {title: 'volume'},
        {title: 'state'},
        {title: 'copies'},
        {title: 'medium'},
        {title: 'full', right: true},
        {title: 'files'},
        {title: 'size', right: true},
        {title: 'directory'},
      ]
      const rows = volumes.map((volume) => [
        volume.id,
        shownState(volume),
        copiesInShort(copies.of(volume)),
        volume.medium,
        percentFull(volume),
        volume.files,
        formatBytes(volume.payloadBytes),
        toText(volume.path),
      ])
      for (const line of table(columns, rows)) reporter.print(line)
      if (volumes.some(({told}) => told !== undefined))
        reporter.print('(told): known from an index alone; "mediastruct volumes verify" reads a copy.')
      for (const volume of volumes) if (volume.unread) reporter.print(`${volume.id}: ${unreadText(volume)}.`)
    }
    return {
      schema: 'mediastruct/volumes-list@1',
      volumes: volumes.map((volume) => knownVolumeFields(volume, copies)),
    }
  }
}
