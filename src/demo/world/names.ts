import type { Sex } from './identity.ts'
import type { SeededRandom } from './random.ts'

const SURNAMES = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈',
  '欧阳',
  '司徒',
  '上官',
]
const OLD = { male: [...'国建志德玉福文永春明富贵全万学'], female: [...'秀玉桂淑凤兰英春素美爱翠月金香'] }
const OLD_SECOND = { male: [...'强华军平林山海生田祥义才发忠根'], female: [...'英兰珍芳梅华琴云莲荣花娥霞芝珍'] }
const YOUNG = { male: [...'子浩宇俊一梓家天明博思嘉志晓文'], female: [...'雨欣梓思佳晓诗心若嘉一可语雅静'] }
const YOUNG_SECOND = { male: [...'轩然杰豪涵宇辰航鹏阳瑞哲凯喆堃'], female: [...'涵怡萱彤妍琪婷瑶颖雯玥洁悦宁倩'] }

const ETHNIC = {
  male: ['买买提', '艾尔肯', '库尔班', '阿不都'],
  female: ['阿依古丽', '古丽娜尔', '热孜万', '帕提古丽'],
}
const ETHNIC_FATHERS = ['吐尔逊', '艾力', '玉素甫', '热合曼', '依明']

/** Which names a family bears: a surname that children share, or given name · father's name. */
export interface FamilyNames {
  readonly surname: string
  readonly ethnic: boolean
}

export function familyNames(random: SeededRandom): FamilyNames {
  return { surname: random.pick(SURNAMES), ethnic: random.perMille(6) }
}

/** A made-up name; whoever married in has a surname of their own. */
export function nameOf(
  random: SeededRandom,
  family: FamilyNames,
  { sex, age, marriedIn }: { readonly sex: Sex; readonly age: number; readonly marriedIn: boolean },
): string {
  if (family.ethnic) return `${random.pick(ETHNIC[sex])}·${random.pick(ETHNIC_FATHERS)}`
  const surname = marriedIn ? random.pick(SURNAMES) : family.surname
  const [first, second] = age >= 40 ? [OLD[sex], OLD_SECOND[sex]] : [YOUNG[sex], YOUNG_SECOND[sex]]
  const given = random.perMille(180) ? random.pick(second) : random.pick(first) + random.pick(second)
  return surname + given
}
