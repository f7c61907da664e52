import type { Complete } from '@roomtone/shared/api'
import type { components } from '@roomtone/shared/generated/manager-api'
import { Watch } from '@roomtone/shared/model'
import { ApiProblem } from '@roomtone/shared/problem'
import { html, nothing, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { app, now } from '../core/app'
import { Loader } from '../core/loader'
import { Panel } from '../core/panel'
import { problemWords } from '../core/problems'
import { ago, bytes, t } from '../core/text'

type Upload = Complete<components['schemas']['Upload']>

/** What became of all uploads of the last day, also of those whose page was closed meanwhile. */
@customElement('admin-recent-uploads')
export class RecentUploadsElement extends Panel {
  private readonly loader = new Loader<readonly Upload[]>(this, async (signal) => (await app().api.get('/api/admin/uploads', { query: { size: 20 }, signal })).items)

  constructor() {
    super()
    new Watch(this, app().uploads)
  }

  protected override willUpdate(): void {
    // Each upload that is over, here or elsewhere, is in the list from then on.
    this.loader.follow(String(app().uploads.items.length - app().uploads.open))
  }

  protected override render(): TemplateResult | typeof nothing {
    const { value } = this.loader
    return value === null || value.length === 0
      ? nothing
      : html`<section aria-labelledby="recent">
          <h2 id="recent">${t('upload.recent')}</h2>
          <ul class="uploads">${value.map((upload) => this.item(upload))}</ul>
        </section>`
  }

  private item(upload: Upload): TemplateResult {
    const name = upload.file_name ?? t('upload.no-name')
    return html`<li>
      <div class="name"><strong>${name}</strong> <span class="muted">${bytes(upload.size_bytes)}, ${ago(now() - Date.parse(upload.started_at))}</span></div>
      <div class="result">
        ${upload.step === 'refused' ? html`<span class="error">${detail(upload.problem)}</span>` : t(`upload.step.${upload.step}`)}
        ${upload.song_id === null || upload.step === 'refused' ? nothing : html`<a href=${app().router.href('song', { id: upload.song_id })}>${t('upload.song-link')}</a>`}
      </div>
    </li>`
  }
}

/** What the sender was told. */
function detail(problem: unknown): string {
  const told = typeof problem === 'object' && problem !== null ? (problem as Record<string, unknown>) : null
  return told === null ? t('upload.step.refused') : problemWords(new ApiProblem(Number(told['status'] ?? 422), told, null))
}
