import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackendKind } from '#contract/backend-kind'
import { imageReferenceSchema } from '#contract/spec'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { Dialog } from '../../ui/dialog'
import { SuggestField } from '../../ui/suggest-field'
import { BackendField } from '../create/backend-field'
import { toPullCommand, usePullStore } from './pull-store'
import { useImages } from './use-images'
import { usePull } from './use-pull'

const wellKnown = ['alpine:3.22', 'debian:13-slim', 'ubuntu:24.04', 'python:3.13-slim', 'node:22-bookworm', 'golang:1.25', 'rust:1.92-slim']

export function PullDialog() {
  const { t } = useTranslation('images')
  const isAsking = usePullStore((state) => state.isAsking)
  const close = () => usePullStore.setState({ isAsking: false })
  return (
    <Dialog isOpen={isAsking} onClose={close} title={t('pull_title')}>
      <PullForm onDone={close} />
    </Dialog>
  )
}

function PullForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation('images')
  const pull = usePull()
  const { data: images = [] } = useImages()
  const [image, setImage] = useState('')
  const [backend, setBackend] = useState<BackendKind | 'auto'>('auto')
  const [wasSent, setWasSent] = useState(false)
  const isValid = imageReferenceSchema.safeParse(image).success
  const known = new Set(images.flatMap((each) => each.references))
  const suggestions = wellKnown.map((value) => ({ value, note: known.has(value) ? t('is_here') : '' }))
  const chosen = backend === 'auto' ? undefined : backend
  const send = () => {
    setWasSent(true)
    if (!isValid) return
    void pull(image, chosen)
    onDone()
  }
  return (
    <form
      className="flex min-h-0 flex-col gap-4 overflow-y-auto p-5"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <SuggestField label={t('image')} value={image} suggestions={suggestions} onChange={setImage} hint={t('image_hint')} error={wasSent && !isValid ? t('image_invalid') : undefined} />
      <BackendField value={backend} onChange={setBackend} />
      <CommandLine command={toPullCommand(image, chosen)} />
      <div className="flex justify-end gap-2">
        <Button size="large" onClick={onDone}>
          {t('window:actions.cancel')}
        </Button>
        <Button size="large" tone="primary" type="submit">
          {t('pull_verb')}
        </Button>
      </div>
    </form>
  )
}
