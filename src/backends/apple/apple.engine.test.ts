import { describeEngine } from '../conformance'
import { createAppleFixture } from './testing/conformance-fixture'
import { openDoubleMac } from './testing/double-mac'

for (const profile of ['1.2.2', '1.4.1'] as const) {
  describeEngine(`apple, double of ${profile}`, async () => createAppleFixture(await openDoubleMac(profile)))
}
