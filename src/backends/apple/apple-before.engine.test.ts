import { describeEngine } from '../conformance'
import { createDoubleFixture } from './testing/conformance-fixture'

describeEngine('apple, double of 1.2.2', async () => await createDoubleFixture('1.2.2', 'podman'))
