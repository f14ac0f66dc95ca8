// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IInsuranceFund} from "zke-insurance-fund/contracts/interfaces/IInsuranceFund.sol";
import {Position, Settlement, Status} from "zke-insurance-fund/contracts/interfaces/Types.sol";

/// @title Pays traders back a part of their shares, on the fund's own word
/// @notice An example of a contract that asks a fund what a position pays: a sponsor names who stands behind a position's key, and whoever
/// shows the position's place in a final settlement has the named trader paid. Nobody has to believe the sponsor what the share was.
contract ShareRebate {
    using SafeERC20 for IERC20;

    uint256 private constant BPS = 10_000;

    IInsuranceFund public immutable fund;
    IERC20 public immutable token;
    address public immutable sponsor;
    /// @notice The part of a share that is paid back, in basis points.
    uint256 public immutable rebateBps;

    /// @notice Who is paid for a position; nobody once it is done. A key is of one position in one settlement: its salt is secret.
    mapping(bytes32 key => address trader) public traderOf;

    event Rebated(bytes32 indexed key, address indexed trader, uint256 share, uint256 rebate);

    error NotSponsor();
    error NotFinal(uint64 period);
    error NobodyNamed(bytes32 key);

    constructor(IInsuranceFund fund_, IERC20 token_, uint256 rebateBps_) {
        (fund, token, sponsor, rebateBps) = (fund_, token_, msg.sender, rebateBps_);
    }

    /// @notice Names the trader behind a position.
    function name(bytes32 key, address trader) external {
        if (msg.sender != sponsor) revert NotSponsor();
        traderOf[key] = trader;
    }

    /// @notice Pays back a part of a position's share, once. Settlement, position and proof stand in the trader's statement.
    function claim(
        Settlement calldata settlement,
        Position calldata position,
        bytes32[] calldata proof
    ) external returns (uint256 rebate) {
        // The fund answers for pending settlements, too, and those may still be voided.
        if (fund.status(settlement.period) != Status.Finalized) revert NotFinal(settlement.period);
        address trader = traderOf[position.key];
        if (trader == address(0)) revert NobodyNamed(position.key);
        delete traderOf[position.key];
        // Reverts unless this settlement is the final one and has this position.
        uint256 share = fund.shareOf(settlement, position, proof);
        rebate = (share * rebateBps) / BPS;
        token.safeTransfer(trader, rebate);
        emit Rebated(position.key, trader, share, rebate);
    }
}
