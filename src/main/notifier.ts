import type { ActivityEntry } from '#contract/activity'
import type { Clock } from '#core/ports'
import type { Translate } from '#locales/index'
import type { Ending } from './endings'
import { toCallNotices, toNotices, toWorkNotice, type Call, type Notice, type WorkOutcome } from './notices'

export interface NotifierOptions {
  readonly clock: Pick<Clock, 'sleep'>
  readonly translate: Translate
  /** Shows one, and answers how it is taken away again. */
  readonly show: (notice: Notice) => () => void
}

/** What happens within this time is told together, in milliseconds. */
const gatherMs = 1000

/** The same work that ended the same way, since somebody looked. */
interface WorkNews {
  readonly entries: ActivityEntry[]
  isGathering: boolean
  takeAway: () => void
}

/** Tells of what ended or called while nobody looked: little by little what differs, together what is alike. */
export class Notifier {
  readonly #options: NotifierOptions
  readonly #work = new Map<string, WorkNews>()
  #gathered: Ending[] = []
  #calls: Array<{ readonly call: Call; readonly isStillNews: () => boolean }> = []

  constructor(options: NotifierOptions) {
    this.#options = options
  }

  tell(ending: Ending): void {
    this.#gathered.push(ending)
    if (this.#gathered.length === 1) this.#afterGathering(() => this.#showEndings())
  }

  /** `isStillNews` is asked when it is told: a program that ended with its sandbox is told with it. */
  tellCall(call: Call, isStillNews: () => boolean): void {
    this.#calls.push({ call, isStillNews })
    if (this.#calls.length === 1) this.#afterGathering(() => this.#showCalls())
  }

  /** The tenth transfer that fails does not make a tenth notification: what is alike takes the place of what was told of it before. */
  tellWork(entry: ActivityEntry, outcome: WorkOutcome): void {
    const key = `${entry.action} ${outcome}`
    const news = this.#work.get(key) ?? { entries: [], isGathering: false, takeAway: () => undefined }
    this.#work.set(key, news)
    news.entries.push(entry)
    if (news.isGathering) return
    news.isGathering = true
    this.#afterGathering(() => {
      news.isGathering = false
      news.takeAway()
      news.takeAway = this.#options.show(toWorkNotice(news.entries, outcome, this.#options.translate))
    })
  }

  /** Somebody looked: what comes next is news again. */
  look(): void {
    this.#work.clear()
  }

  #showEndings(): void {
    const notices = toNotices(this.#gathered, this.#options.translate)
    this.#gathered = []
    for (const notice of notices) this.#options.show(notice)
  }

  #showCalls(): void {
    const calls = this.#calls.filter(({ isStillNews }) => isStillNews()).map(({ call }) => call)
    this.#calls = []
    for (const notice of toCallNotices(calls, this.#options.translate)) this.#options.show(notice)
  }

  #afterGathering(work: () => void): void {
    void this.#options.clock.sleep(gatherMs).then(work)
  }
}
