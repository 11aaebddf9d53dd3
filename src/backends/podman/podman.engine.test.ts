import { describeRealEngines } from '../engine-api/testing/conformance-fixture'

describeRealEngines('podman')
