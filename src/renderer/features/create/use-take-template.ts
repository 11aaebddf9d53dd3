import { useCallback, useEffect, useRef } from 'react'
import { useFormContext } from 'react-hook-form'
import type { Settings } from '#contract/settings'
import { defaults } from '#contract/spec'
import type { TemplateView } from '#contract/template'
import { useSecretList } from '../secrets/use-secrets'
import { templateValues, type CreateFormValues } from './create-form'
import { useCreateStore } from './create-store'
import { useTemplates } from './use-templates'

/** Fills the form with what a template says; the variables it works with get a line each. Null goes back to none. */
export function useTakeTemplate(settings: Settings | undefined): (template: TemplateView | null) => void {
  const { setValue, getValues } = useFormContext<CreateFormValues>()
  const templates = useTemplates()
  const { data: secrets } = useSecretList()
  return useCallback(
    (template) => {
      const before = templates.find(({ id }) => id === getValues('template'))
      const values = templateValues(template, settings?.defaultProfile ?? defaults.profile, settings)
      for (const name of ['image', 'vcpus', 'memoryMb', 'profile', 'network'] as const) setValue(name, values[name], { shouldValidate: true })
      setValue('template', template?.id ?? null)
      // Lines that only waited for the last template's keys go; what a person wrote stays.
      const kept = getValues('environment').filter(({ name, value }) => value !== '' || (name !== '' && !before?.environment.some((variable) => variable.name === name)))
      const wanted = (template?.environment ?? []).filter(({ name }) => !kept.some((variable) => variable.name === name)).map(({ name }) => name)
      // What the vault has is granted instead of asked for; what only the last template wanted is let go of.
      const others = getValues('secrets').filter((name) => !before?.environment.some((variable) => variable.name === name))
      const vaulted = wanted.filter((name) => secrets?.secrets.some((secret) => secret.isThere && secret.name === name))
      setValue('secrets', [...new Set([...others, ...vaulted])])
      setValue('environment', [...kept, ...wanted.filter((name) => !vaulted.includes(name)).map((name) => ({ name, value: '' }))])
      if (template?.spec.ports) setValue('ports', template.spec.ports)
    },
    [settings, templates, secrets, setValue, getValues]
  )
}

/** The template that the form was opened with, as soon as it and what the vault has are known; once, so that later choices stay. */
export function useAskedTemplate(take: (template: TemplateView) => void): void {
  const { isPending } = useSecretList()
  const id = useCreateStore((state) => state.preset.template)
  const template = useTemplates().find((each) => each.id === id)
  const isTaken = useRef(false)
  useEffect(() => {
    if (!template || isPending || isTaken.current) return
    isTaken.current = true
    take(template)
  }, [template, isPending, take])
}
