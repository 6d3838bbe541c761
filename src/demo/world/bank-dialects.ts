/** The example county's invented banks, each with a dialect of its own. */
export const DEMO_BANKS = {
  cooperative: { name: '示例农商银行', layout: 'yibentong' },
  farm: { name: '示例农业银行', layout: 'bank-tab' },
  post: { name: '示例邮储银行', layout: 'bank-fixed' },
} as const

/** `banks.yaml` of the example county. */
export const DEMO_BANKS_YAML = [
  '# 各家银行的版式(示例);检查:huimin layout banks',
  ...Object.values(DEMO_BANKS).map(({ name, layout }) => `${name}: ${layout}`),
  '',
].join('\n')
