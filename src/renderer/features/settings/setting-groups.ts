/** The groups of the settings page, in their order: `settings.groups` of the texts. */
export const settingGroups = ['appearance', 'language', 'terminal', 'sandboxes', 'templates', 'projects', 'secrets', 'engines', 'tray', 'command', 'data', 'updates'] as const
export type SettingGroupId = (typeof settingGroups)[number]
