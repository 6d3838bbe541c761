import { EXAMPLE_COUNTY } from './example-county.ts'
import type { Place, Residence } from './family.ts'
import type { SeededRandom } from './random.ts'

const STREETS = ['示例城关街道', '示例东关街道', '示例开发区街道']
const TOWNS = '示例柳河镇 示例青山镇 示例石桥镇 示例南塘镇 示例大王庄镇 示例沙岭镇 示例马店乡 示例平安乡'.split(' ')
const COMMUNITIES = '和平 新华 建设 文化 光明 幸福 东风 朝阳'.split(' ')
const VILLAGES =
  '前张 后张 大李 小李 王家沟 赵庄 刘家洼 陈楼 杨树林 黄土坡 周家湾 吴家营 徐集 孙桥 胡同 朱寨 高庄 林场'.split(' ')

/** Somewhere in the county: a community of a street in the town, a village of a town outside it. */
export function placeOf(random: SeededRandom, residence: Residence): Place {
  const urban = residence === '城市'
  const towns = urban ? STREETS : TOWNS
  const villages = urban ? COMMUNITIES : VILLAGES
  const town = random.below(towns.length)
  const village = random.below(villages.length)
  // statistical codes: streets from 001, towns from 101; communities from 001, villages from 201
  const townCode = three(town + (urban ? 1 : 101))
  const villageCode = three(village + (urban ? 1 : 201))
  const street = urban ? `${villages[village]}社区${random.between(1, 40)}号楼` : `${villages[village]}村`
  const address = `${towns[town]}${street}${random.between(1, 260)}号`
  return { area: EXAMPLE_COUNTY + townCode + villageCode, address }
}

function three(code: number): string {
  return String(code).padStart(3, '0')
}
