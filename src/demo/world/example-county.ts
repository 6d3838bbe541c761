/** The invented county whose policy documents come with the programme; its code is assigned to nobody. */
export const EXAMPLE_COUNTY = '379901'
/** The first month for which the example county's documents set what a month needs. */
export const EXAMPLE_FIRST_MONTH = '2024-01'
