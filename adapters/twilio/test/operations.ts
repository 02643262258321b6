/** What crmkit asks Twilio for. @module */
import type { Operations } from '../../../test/operations.ts'

const account = '/2010-04-01/Accounts/{AccountSid}'

export const operations: Operations = {
  descriptions: ['specs/twilio_api_v2010.json'],
  described: [
    'GET /2010-04-01/Accounts/{Sid}.json',
    `GET ${account}/Applications/{Sid}.json`,
    `GET ${account}/AvailablePhoneNumbers/{CountryCode}/Local.json`,
    `GET ${account}/AvailablePhoneNumbers/{CountryCode}/Mobile.json`,
    `GET ${account}/AvailablePhoneNumbers/{CountryCode}/TollFree.json`,
    `GET ${account}/Calls.json`,
    `POST ${account}/Calls.json`,
    `GET ${account}/Calls/{Sid}.json`,
    `GET ${account}/IncomingPhoneNumbers.json`,
    `POST ${account}/IncomingPhoneNumbers.json`,
    `GET ${account}/IncomingPhoneNumbers/{Sid}.json`,
    `POST ${account}/IncomingPhoneNumbers/{Sid}.json`,
    `DELETE ${account}/IncomingPhoneNumbers/{Sid}.json`,
    `GET ${account}/Messages.json`,
    `POST ${account}/Messages.json`,
    `GET ${account}/Messages/{Sid}.json`,
    `DELETE ${account}/Recordings/{Sid}.json`,
  ],
  undescribed: [`GET ${account}/Recordings/{Sid}.wav`],
}
