// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Apportionment} from "../../contracts/libraries/Apportionment.sol";

/// @title The rule's arithmetic, for all figures that a header and a policy can hold
contract Rule {
    function split(uint128 loss, uint16 coverBps) external pure {
        require(coverBps <= Apportionment.BPS);
        assert(Apportionment.toShareDown(loss, coverBps) <= loss);
    }

    function quota(uint128 loss, uint16 coverBps) external pure {
        require(coverBps <= Apportionment.BPS);
        assert(Apportionment.quotaUp(loss, coverBps) <= loss);
    }

    function cut(uint128 profit, uint128 totalProfit, uint16 headBps) external pure {
        require(headBps <= Apportionment.BPS);
        Apportionment.reachesHead(profit, totalProfit, headBps);
    }

    function share(uint128 cumulativeProfit, uint128 toShare, uint128 basisProfit) external pure {
        Apportionment.shareUpTo(cumulativeProfit, toShare, basisProfit);
    }
}
